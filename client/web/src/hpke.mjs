// SPDX-License-Identifier: EUPL-1.2
// RFC 9180, mode base, suite 1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. One
// message, sequence 0, so the nonce is the base nonce.
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

import { concat, utf8 } from './bytes.mjs';
import { refuse } from './refusal.mjs';

const VERSION = utf8('HPKE-v1');
const KEM = concat(utf8('KEM'), Uint8Array.of(0x00, 0x20));
const SUITE = concat(utf8('HPKE'), Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00, 0x03));
const NOTHING = new Uint8Array(0);

function labeledExtract(suite, salt, label, ikm) {
    return extract(sha256, concat(VERSION, suite, utf8(label), ikm), salt);
}

function labeledExpand(suite, prk, label, info, len) {
    return expand(sha256, prk, concat(Uint8Array.of(len >> 8, len & 0xff), VERSION, suite, utf8(label), info), len);
}

/** X25519 that refuses an all-zero result. */
export function exchange(secret, key) {
    try {
        return x25519.getSharedSecret(secret, key);
    } catch {
        return refuse('unverified', 'a public key that cannot be');
    }
}

export function keyPair(seed) {
    const prk = labeledExtract(KEM, NOTHING, 'dkp_prk', seed);
    const secret = labeledExpand(KEM, prk, 'sk', NOTHING, 32);

    return { secret, public: x25519.getPublicKey(secret) };
}

function sharedSecret(dh, enc, key) {
    const prk = labeledExtract(KEM, NOTHING, 'eae_prk', dh);

    return labeledExpand(KEM, prk, 'shared_secret', concat(enc, key), 32);
}

function schedule(shared, info) {
    const context = concat(Uint8Array.of(0), labeledExtract(SUITE, NOTHING, 'psk_id_hash', NOTHING),
        labeledExtract(SUITE, NOTHING, 'info_hash', info));
    const secret = labeledExtract(SUITE, shared, 'secret', NOTHING);

    return {
        key: labeledExpand(SUITE, secret, 'key', context, 32),
        nonce: labeledExpand(SUITE, secret, 'base_nonce', context, 12),
        exporter: labeledExpand(SUITE, secret, 'exp', context, 32),
    };
}

/** For the sender; ephemeral is a fresh random X25519 secret. */
export function send(key, info, ephemeral) {
    const enc = x25519.getPublicKey(ephemeral);

    return { enc, ...schedule(sharedSecret(exchange(ephemeral, key), enc, key), info) };
}

export function receive(pair, enc, info) {
    return schedule(sharedSecret(exchange(pair.secret, enc), enc, pair.public), info);
}

export function exported(context, label, len) {
    return labeledExpand(SUITE, context.exporter, 'sec', utf8(label), len);
}

export function seal(context, aad, plain) {
    return chacha20poly1305(context.key, context.nonce, aad).encrypt(plain);
}

export function open(context, aad, sealed) {
    try {
        return chacha20poly1305(context.key, context.nonce, aad).decrypt(sealed);
    } catch {
        return refuse('unverified', 'damaged');
    }
}
