// SPDX-License-Identifier: EUPL-1.2
// Bytes, integers, base64, UTF-8, and the labelled hash; PROTOCOL.md, Conventions.
import { blake2b } from '@noble/hashes/blake2.js';

import { refuse } from './refusal.mjs';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const encoder = new TextEncoder();

export function utf8(text) {
    return encoder.encode(text);
}

/** Text of strict UTF-8; a byte-order mark stays in it, so that readers can refuse it. */
export function textOf(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        return refuse('malformed', 'not UTF-8');
    }
}

export function concat(...parts) {
    const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;

    for (const part of parts) {
        joined.set(part, at);
        at += part.length;
    }
    return joined;
}

export function u16(value) {
    return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff);
}

export function u32(value) {
    return concat(u16(value & 0xffff), u16(value >>> 16));
}

export function load32(bytes, at = 0) {
    return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** As memcmp: for sorting and for what is public. */
export function compare(a, b) {
    const len = Math.min(a.length, b.length);

    for (let i = 0; i < len; i++) {
        if (a[i] !== b[i]) {
            return a[i] - b[i];
        }
    }
    return a.length - b.length;
}

/** Without a branch on the content: for secrets and MACs. */
export function same(a, b) {
    let different = a.length ^ b.length;

    for (let i = 0; i < a.length; i++) {
        different |= a[i] ^ b[i];
    }
    return different === 0;
}

/** label with its zero byte. */
export function labelled(label, ...parts) {
    return concat(utf8(label), Uint8Array.of(0), ...parts);
}

/** BLAKE2b of a labelled text, len bytes. */
export function hash(len, label, ...parts) {
    return blake2b(labelled(label, ...parts), { dkLen: len });
}

export function random(len) {
    return crypto.getRandomValues(new Uint8Array(len));
}

export function b64(bytes) {
    let text = '';

    for (let i = 0; i < bytes.length; i += 3) {
        const group = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);

        text += ALPHABET[group >> 18] + ALPHABET[(group >> 12) & 63];
        text += i + 1 < bytes.length ? ALPHABET[(group >> 6) & 63] : '=';
        text += i + 2 < bytes.length ? ALPHABET[group & 63] : '=';
    }
    return text;
}

function sextet(letter) {
    const value = ALPHABET.indexOf(letter);

    return value >= 0 ? value : refuse('malformed', 'not base64');
}

/** Canonical base64 of len bytes; without len, of whatever length it has. */
export function unb64(text, len = lengthOf(text)) {
    const bytes = new Uint8Array(len);

    if (typeof text !== 'string' || text.length !== Math.ceil(len / 3) * 4) {
        refuse('malformed', `not ${len} bytes in base64`);
    }
    for (let at = 0, i = 0; i < text.length; i += 4) {
        const left = Math.min(3, len - at);
        const letters = text.slice(i, i + left + 1);
        const group = [...letters].reduce((sum, letter, k) => sum | (sextet(letter) << (18 - 6 * k)), 0);

        for (let k = 0; k < left; k++) {
            bytes[at++] = (group >> (16 - 8 * k)) & 0xff;
        }
    }
    // Padding and stray bits: what is not written so by the encoder is not canonical.
    return b64(bytes) === text ? bytes : refuse('malformed', 'not canonical base64');
}

function lengthOf(text) {
    const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;

    return Math.max(0, Math.floor(text.length / 4) * 3 - padding);
}
