// SPDX-License-Identifier: EUPL-1.2
// E-mail addresses, addresses of pages, paths and names of files: client/linter_link.c in JavaScript.
import { hitAt, runEnd } from './linter_scan.mjs';
import {
    END, LOWER, SPACE, WORD, beginsWord, endsWord, isGlue, isOneOf, isSign, isWord, tokenAt,
} from './linter_text.mjs';
import { words } from './linter_words.mjs';

const RUN_MAX = 24;

// Behind a domain of at least two labels, of which the last has letters only; 0: none.
function domainEnd(text, at) {
    const end = runEnd(text, at, '.-', RUN_MAX);

    if (end < at + 3 || !isGlue(text, at) || !isSign(text, end - 2, '.') ||
            !isWord(text, end - 1) || tokenAt(text, end - 1).count < 2) {
        return 0;
    }
    return end;
}

export function scanEmail(text, at) {
    if (!isGlue(text, at) || !beginsWord(text, at)) {
        return null;
    }
    const localEnd = runEnd(text, at, '._+-%', RUN_MAX);

    return isSign(text, localEnd, '@') ? hitAt('email', at, domainEnd(text, localEnd + 1)) : null;
}

// Behind everything up to the next space, without the signs that end a sentence.
function chunkEnd(text, at) {
    let end = at;

    while (tokenAt(text, end).kind !== SPACE && tokenAt(text, end).kind !== END) {
        end++;
    }
    while (end > at && isOneOf(text, end - 1, '.,;:!?)]}>\'"\u201d')) {
        end--;
    }
    return end;
}

// http://x, www.x
function isWeb(text, at) {
    const { word } = tokenAt(text, at);

    if (words.schemes.has(word)) {
        return isSign(text, at + 1, ':') && isSign(text, at + 2, '/') && isSign(text, at + 3, '/') &&
            isGlue(text, at + 4);
    }
    return word === 'www' && isSign(text, at + 1, '.') && isGlue(text, at + 2);
}

// C:\x, \\x, ~/x, /x/y
function isPath(text, at) {
    if (isWord(text, at)) {
        return tokenAt(text, at).count === 1 && isSign(text, at + 1, ':') &&
            isSign(text, at + 2, '\\');
    }
    if (isSign(text, at, '\\')) {
        return isSign(text, at + 1, '\\') && isGlue(text, at + 2);
    }
    if (isSign(text, at, '~')) {
        return isSign(text, at + 1, '/') && isGlue(text, at + 2);
    }
    if (!isSign(text, at, '/') || !isGlue(text, at + 1)) {
        return false;
    }
    const end = runEnd(text, at + 1, '._-', RUN_MAX);

    return isSign(text, end, '/') && isGlue(text, end + 1);
}

// Behind verslag_2.pdf or intranet.example.nl/x, 0: none.
function dottedEnd(text, at) {
    const run = runEnd(text, at, '._-', RUN_MAX);
    let end = 0;

    for (let i = at + 2; i < run; i++) {
        const token = tokenAt(text, i);

        if (token.kind !== WORD || !isSign(text, i - 1, '.') || !isGlue(text, i - 2) ||
                !endsWord(text, i + 1)) {
            continue;
        }
        if (words.file_ends.has(token.word)) {
            end = i + 1;
        } else if (token.shape === LOWER && words.domains.has(token.word) && isWord(text, i - 2)) {
            end = isOneOf(text, i + 1, '/:?') ? chunkEnd(text, i) : i + 1;
        }
    }
    return end;
}

export function scanLink(text, at) {
    let end = 0;

    if (!beginsWord(text, at)) {
        return null;
    }
    if (isPath(text, at) || (isWord(text, at) && isWeb(text, at))) {
        end = chunkEnd(text, at);
    } else if (isGlue(text, at)) {
        end = dottedEnd(text, at);
    }
    return end > at ? hitAt('link', at, end) : null;
}
