// SPDX-License-Identifier: EUPL-1.2
// Keys and signature files in minisign's format; PROTOCOL.md sections 3 and 6.
import { blake2b } from '@noble/hashes/blake2.js';

import { concat, hash, same, textOf, unb64, utf8 } from './bytes.mjs';
import { refuse } from './refusal.mjs';
import { verifies } from './sign.mjs';

const FILE_MAX = 1023;
const PUBLIC_MAX = 255;
const COMMENT_MAX = 200;
const UNTRUSTED = 'untrusted comment: ';
const TRUSTED = 'trusted comment: ';

export function keyId(key) {
    return hash(32, 'vrijuit minisign key id v1', key).subarray(0, 8);
}

/** Lines with their prefixes taken off; every line ends in a newline. */
function split(text, prefixes) {
    const lines = text.split('\n');

    if (lines.pop() !== '' || lines.length !== prefixes.length ||
        !prefixes.every((prefix, i) => lines[i].startsWith(prefix))) {
        refuse('malformed', 'not a minisign file');
    }
    return lines.map((line, i) => line.slice(prefixes[i].length));
}

function starts(bytes, letters) {
    return same(bytes.subarray(0, 2), utf8(letters));
}

/** The key of a public key file, or of its base64 line alone. */
export function publicKey(file) {
    const text = textOf(file);
    const whole = text.endsWith('\n') ? text : `${text}\n`;
    const line = whole.startsWith(UNTRUSTED) ? split(whole, [UNTRUSTED, ''])[1] : split(whole, [''])[0];
    const blob = unb64(line, 42);

    if (file.length > PUBLIC_MAX || !starts(blob, 'Ed')) {
        refuse('malformed', 'not a minisign public key');
    }
    const key = blob.slice(10);

    if (!same(keyId(key), blob.subarray(2, 10))) {
        refuse('unsupported', 'the key id of this public key is not the one that vrijuit gives it');
    }
    return key;
}

function commentIsFit(comment) {
    // minisign itself writes tabs.
    return utf8(comment).length <= COMMENT_MAX && !/[\0-\x08\x0a-\x1f\x7f]/.test(comment);
}

function read(file) {
    const [, signature, comment, global] = split(textOf(file), [UNTRUSTED, '', TRUSTED, '']);

    if (file.length > FILE_MAX || !commentIsFit(comment)) {
        refuse('malformed', 'not a minisign signature');
    }
    return { blob: unb64(signature, 74), comment, global: unb64(global, 64) };
}

/** The trusted comment of a prehashed signature over bytes. */
export function verifyFile(file, key, bytes) {
    const { blob, comment, global } = read(file);
    const signature = blob.subarray(10);

    if (!starts(blob, 'ED')) {
        refuse('unsupported', 'not a prehashed signature');
    }
    if (!same(keyId(key), blob.subarray(2, 10))) {
        refuse('foreign', 'signed with another key');
    }
    if (!verifies(signature, blake2b(bytes, { dkLen: 64 }), key)) {
        refuse('unverified', 'the signature does not fit the file');
    }
    if (!verifies(global, concat(signature, utf8(comment)), key)) {
        refuse('unverified', 'the signature does not fit the trusted comment');
    }
    return comment;
}
