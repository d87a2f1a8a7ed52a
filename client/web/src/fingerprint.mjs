// SPDX-License-Identifier: EUPL-1.2
import { hash } from './bytes.mjs';
import { wordsOf } from './words.mjs';

/** Twelve words of a pinned key, for people to compare; PROTOCOL.md section 9. */
export function fingerprint(lang, key) {
    return wordsOf(lang, hash(32, 'vrijuit fingerprint v1', key), 12);
}
