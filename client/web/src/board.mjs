// SPDX-License-Identifier: EUPL-1.2
// Boards and the document of all of them; PROTOCOL.md section 7, Replies.
import { compare, load32, same, textOf, utf8 } from './bytes.mjs';
import { councilKeyAt } from './circle.mjs';
import { idIsValid } from './form.mjs';
import { verifyFile } from './minisig.mjs';
import { refuse } from './refusal.mjs';
import { BOARD_CELLS_MAX, BOARD_UNIT, REPLY } from './sizes.mjs';

const HEADER = 80;
const BOARD_MAX = HEADER + BOARD_CELLS_MAX * REPLY;
const MINISIG_MAX = 1023;

/** For each council in the circle's order {board, minisig}, or null when it has none. */
export function splitReplies(bytes, count) {
    let at = 0;
    const take = (max) => {
        const len = at + 4 <= bytes.length ? load32(bytes, at) : refuse('malformed', 'replies: cut short');

        at += 4 + len;
        return len <= max && at <= bytes.length ? bytes.subarray(at - len, at) : refuse('malformed', 'replies: a length');
    };
    const boards = Array.from({ length: count }, () => ({ board: take(BOARD_MAX), minisig: take(MINISIG_MAX) }));

    if (at !== bytes.length || boards.some(({ board, minisig }) => (board.length === 0) !== (minisig.length === 0))) {
        refuse('malformed', 'replies: other councils, or a board without its signature');
    }
    return boards.map((files) => (files.board.length === 0 ? null : files));
}

function readId(field) {
    const end = field.indexOf(0);
    const id = textOf(end < 0 ? field : field.subarray(0, end));

    if (!idIsValid(id) || field.subarray(id.length).some((byte) => byte !== 0)) {
        refuse('malformed', 'replies board: the id of the council');
    }
    return id;
}

function readCells(bytes, count) {
    if (count === 0 || count % BOARD_UNIT !== 0 || count > BOARD_CELLS_MAX || bytes.length !== HEADER + count * REPLY) {
        refuse('malformed', 'replies board: its size');
    }
    const cells = Array.from({ length: count }, (_, i) => bytes.subarray(HEADER + i * REPLY, HEADER + (i + 1) * REPLY));

    if (cells.some((cell, i) => i > 0 && compare(cells[i - 1], cell) > 0)) {
        refuse('malformed', 'replies board: the cells are not sorted');
    }
    return cells;
}

/** Signed by that council's key of the period that holds the round of the board. */
export function verifyBoard({ board, minisig }, council) {
    if (board.length < HEADER || !same(board.subarray(0, 8), utf8('VRIJREP1'))) {
        refuse('malformed', 'not a replies board');
    }
    const id = readId(board.subarray(8, 40));
    const round = load32(board, 40);

    if (id !== council.id) {
        refuse('foreign', 'replies board: of another council');
    }
    const key = councilKeyAt(council, round) ?? refuse('stale', 'replies board: no key holds its round');

    if (verifyFile(minisig, key.signing, board) !== `vrijuit replies v1 council=${id} round=${round}`) {
        refuse('unverified', 'replies board: signed as another one');
    }
    return { council: id, round, receipts: board.slice(44, 76), cells: readCells(board, load32(board, 76)) };
}
