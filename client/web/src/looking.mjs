// SPDX-License-Identifier: EUPL-1.2
// Own reports in the receipts, own answers in every cell of every board; PROTOCOL.md section 8.
import { replyPair } from './codename.mjs';
import { pause } from './dom.mjs';
import { lookUp } from './draft.mjs';
import { joinParts, openReply, readReply } from './reply.mjs';
import { Refusal } from './refusal.mjs';

const BREATH = 30; // milliseconds of work between two breaths of the page

/** What a cell holds for the pair: a reply, 'damaged', or null when it is for somebody else. */
function tryCell(pair, round, cell) {
    try {
        return readReply(openReply(pair, round, cell));
    } catch (error) {
        if (!(error instanceof Refusal)) {
            throw error;
        }
        return error.code === 'foreign' ? null : 'damaged';
    }
}

/** {rounds, replies: by council the answers and the damaged cells}. Every cell is tried. */
export async function look(root, visit) {
    const pair = replyPair(root);
    const found = { rounds: lookUp(root, visit.receipts).rounds, answers: [], damaged: 0 };
    let breath = performance.now();

    for (const board of visit.boards.filter((one) => one?.cells !== undefined)) {
        const replies = [];

        for (const cell of board.cells) {
            const reply = tryCell(pair, board.round, cell);

            if (reply === 'damaged') {
                found.damaged++;
            } else if (reply !== null) {
                replies.push(reply);
            }
            if (performance.now() - breath > BREATH) {
                await pause(0);
                breath = performance.now();
            }
        }
        found.answers.push(...joinParts(replies).map((answer) => ({ ...answer, council: board.council })));
    }
    return found;
}
