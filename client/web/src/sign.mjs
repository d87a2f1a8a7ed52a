// SPDX-License-Identifier: EUPL-1.2
// Ed25519 as libsodium verifies it: RFC 8032, strict. The library's own verify multiplies by the
// cofactor, so that it takes signatures that libsodium refuses; hence the equation is written out.
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';

import { concat, labelled, same } from './bytes.mjs';
import { refuse } from './refusal.mjs';

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;

function integerOf(bytes) {
    return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** The point, or null when it is not canonical or of small order. */
function pointOf(bytes) {
    try {
        const point = Point.fromBytes(bytes, false);

        return point.isSmallOrder() ? null : point;
    } catch {
        return null;
    }
}

/** Whether the signature is valid for exactly these bytes. */
export function verifies(signature, message, key) {
    if (signature.length !== 64 || key.length !== 32) {
        return false;
    }
    const first = signature.subarray(0, 32);
    const scalar = integerOf(signature.subarray(32));
    const keyPoint = pointOf(key);

    if (keyPoint === null || pointOf(first) === null || scalar >= ORDER) {
        return false;
    }
    const challenge = integerOf(sha512(concat(first, key, message))) % ORDER;
    const expected = Point.BASE.multiplyUnsafe(scalar).subtract(keyPoint.multiplyUnsafe(challenge));

    return same(expected.toBytes(), first);
}

/** Refuses what does not verify under the label. */
export function verify(signature, key, label, bytes, why) {
    if (!verifies(signature, labelled(label, bytes), key)) {
        refuse('unverified', why);
    }
}
