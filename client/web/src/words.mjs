// SPDX-License-Identifier: EUPL-1.2
// The two lists of 2048 words; PROTOCOL.md sections 8 and 9.
import en from '../../../protocol/words/en.txt';
import nl from '../../../protocol/words/nl.txt';

export const words = { nl: nl.trimEnd().split('\n'), en: en.trimEnd().split('\n') };

/** count words out of bits, 11 bits each, most significant bit of each byte first. */
export function wordsOf(lang, bits, count) {
    return Array.from({ length: count }, (_, i) => {
        let index = 0;

        for (let at = i * 11; at < i * 11 + 11; at++) {
            index = (index << 1) | ((bits[at >> 3] >> (7 - (at & 7))) & 1);
        }
        return words[lang][index];
    });
}

function edits(typed, word) {
    let before = [];
    let last = Array.from({ length: word.length + 1 }, (_, j) => j);

    for (let i = 1; i <= typed.length; i++) {
        const row = [i];

        for (let j = 1; j <= word.length; j++) {
            row[j] = Math.min(last[j - 1] + (typed[i - 1] === word[j - 1] ? 0 : 1), last[j] + 1, row[j - 1] + 1);
            if (i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1]) {
                row[j] = Math.min(row[j], before[j - 2] + 1);
            }
        }
        before = last;
        last = row;
    }
    return last[word.length];
}

/** The word of the list that was probably meant, or null. */
export function nearWord(lang, typed) {
    const rates = words[lang].map((word) => [edits(typed.slice(0, 64), word), word]);
    const [count, word] = rates.reduce((best, rate) => (rate[0] < best[0] ? rate : best));

    return count <= 2 ? word : null;
}
