// SPDX-License-Identifier: EUPL-1.2
// The codename and what is derived from it; PROTOCOL.md section 8.
import { argon2idAsync } from '@noble/hashes/argon2.js';
import { expand } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

import { hash, labelled, random, u16, u32, utf8 } from './bytes.mjs';
import { keyPair } from './hpke.mjs';
import { refuse } from './refusal.mjs';
import { LOCATOR } from './sizes.mjs';
import { nearWord, words, wordsOf } from './words.mjs';

const WORDS = 8;
const SUITE = 1;
const TICK_MILLISECONDS = 12; // how long the page may stand still at a time

/** bits is given by tests only. */
export function makeCodename(lang, bits = random(11)) {
    return wordsOf(lang, bits, WORDS).join(' ');
}

/** The language in which most of the words are known, so that one slip does not decide it. */
function guess(typed) {
    const count = (lang) => typed.filter((word) => words[lang].includes(word)).length;

    return count('en') > count('nl') ? 'en' : 'nl';
}

/** A refusal has `word`, from 1, and `near`, when one word is unknown; `count` when there are not eight. */
export function normalise(typed) {
    const lower = typed.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    const parts = lower.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '');
    const lang = guess(parts);
    const wrong = parts.findIndex((word) => !words[lang].includes(word));

    try {
        if (typed.length > 1024 || parts.length !== WORDS || wrong >= 0) {
            refuse('malformed', 'not a codename');
        }
    } catch (refusal) {
        const near = wrong >= 0 ? nearWord(lang, parts[wrong]) : null;

        throw Object.assign(refusal, { count: parts.length, word: wrong + 1, near });
    }
    return parts.join(' ');
}

/** Takes 64 MiB and a while; progress goes from 0 to 1, and the page stays alive. */
export function rootOf(codename, pin, onProgress = () => {}) {
    const salt = hash(16, 'vrijuit codename salt v1', pin);

    return argon2idAsync(utf8(codename), salt, {
        t: 3, m: 65536, p: 1, dkLen: 32, asyncTick: TICK_MILLISECONDS, onProgress,
    });
}

export function locatorOf(root, index) {
    return expand(sha256, root, labelled('vrijuit locator v1', u32(index)), LOCATOR);
}

export function replyPair(root) {
    return keyPair(expand(sha256, root, labelled('vrijuit reply seed v1', u16(SUITE)), 32));
}

export function replyKeyId(key) {
    return hash(32, 'vrijuit reply key v1', u16(SUITE), key);
}
