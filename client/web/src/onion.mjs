// SPDX-License-Identifier: EUPL-1.2
// The onion packet, wrapped for 1 to 5 hops; PROTOCOL.md section 5.
import { poly1305 } from '@noble/ciphers/_poly1305.js';
import { chacha20 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { blake2b } from '@noble/hashes/blake2.js';

import { concat, labelled, random, u32, utf8 } from './bytes.mjs';
import { exchange } from './hpke.mjs';
import { refuse } from './refusal.mjs';
import { BODY, HEADER, HOPS_MAX, LOCATOR, RECORD, SLOT } from './sizes.mjs';

const FORWARD = 1;
const DELIVER = 2;
const NONCE = new Uint8Array(12);
const CONTEXT = concat(utf8('VRJonion'), new Uint8Array(8));

/** libsodium's crypto_kdf_derive_from_key. */
function subkey(prk, number) {
    const salt = concat(Uint8Array.of(number), new Uint8Array(15));

    return blake2b(new Uint8Array(0), { key: prk, salt, personalization: CONTEXT, dkLen: 32 });
}

/** Bytes 0..39 and the five keys of the layer of one hop. */
export function layerOf(hop, ephemeral) {
    const prefix = concat(Uint8Array.of(1, 1, 0, 0), u32(hop.epoch), x25519.getPublicKey(ephemeral));
    const shared = exchange(ephemeral, hop.key);
    const prk = blake2b(labelled('vrijuit onion 1', prefix, hop.key), { key: shared, dkLen: 32 });
    const [mac, header, body, tag, poly] = [1, 2, 3, 4, 5].map((number) => subkey(prk, number));

    return { prefix, mac, header, body, tag, poly };
}

function xored(bytes, key) {
    return chacha20(key, NONCE, bytes);
}

/** What the header's end must be at the last hop, so that every hop sees one of full length. */
export function fillerOf(layers) {
    let filler = new Uint8Array(0);

    for (const layer of layers.slice(0, -1)) {
        const stream = xored(new Uint8Array(HEADER + SLOT), layer.header);

        filler = concat(filler, new Uint8Array(SLOT));
        const end = stream.subarray(stream.length - filler.length);

        filler = filler.map((byte, i) => byte ^ end[i]);
    }
    return filler;
}

/** The MAC over everything else, in the packet of these parts. */
function finish(layer, header, body) {
    const sealed = xored(body, layer.body);
    const mac = blake2b(concat(layer.prefix, header, poly1305(sealed, layer.poly)), { key: layer.mac, dkLen: 32 });

    return concat(layer.prefix, mac, header, sealed);
}

function lastHeader(layer, filler, chance) {
    const fresh = concat(Uint8Array.of(DELIVER, 0, 0, 0), chance.slot, chance.header);

    return concat(xored(fresh, layer.header), filler);
}

function slotTo(hop, packet) {
    return concat(Uint8Array.of(FORWARD, 0, 0, 0), u32(hop.epoch), hop.id, packet.subarray(8, 72));
}

/** Fresh randomness of one packet. */
export function chanceOf(hops) {
    return {
        ephemeral: Array.from({ length: hops }, () => random(32)),
        slot: random(SLOT - 4),
        header: random(HEADER - SLOT * hops),
    };
}

export function deliveryBody(locator, record) {
    if (locator.length !== LOCATOR || record.length !== RECORD) {
        refuse('malformed', 'the size of a record');
    }
    return concat(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0), locator, record);
}

/** path: of each hop its id, epoch and key, entry first. chance is given by tests only. */
export function wrap(path, body, chance = chanceOf(path.length)) {
    if (path.length < 1 || path.length > HOPS_MAX || body.length !== BODY) {
        refuse('malformed', 'a path that cannot be');
    }
    const layers = path.map((hop, i) => layerOf(hop, chance.ephemeral[i]));
    let packet = finish(layers.at(-1), lastHeader(layers.at(-1), fillerOf(layers), chance), body);

    for (let i = path.length - 2; i >= 0; i--) {
        const header = concat(slotTo(path[i + 1], packet), packet.subarray(72, 72 + HEADER - SLOT));

        packet = finish(layers[i], xored(header, layers[i].header), packet.subarray(72 + HEADER));
    }
    return packet;
}
