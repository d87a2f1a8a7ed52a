// SPDX-License-Identifier: EUPL-1.2
// Cells of a board: answers sealed for one reporter; PROTOCOL.md section 8.
import { b64, labelled, u32 } from './bytes.mjs';
import { replyKeyId } from './codename.mjs';
import * as envelope from './envelope.mjs';
import * as json from './json.mjs';
import { REPLY } from './sizes.mjs';

function info(key) {
    return labelled('vrijuit reply v1', replyKeyId(key));
}

export function sealReply(key, round, content, ephemeral) {
    return envelope.seal(REPLY, key, info(key), u32(round), content, ephemeral);
}

export function openReply(pair, round, cell) {
    return envelope.open(REPLY, pair, info(pair.public), u32(round), cell);
}

export function readReply(bytes) {
    const object = json.parse(bytes);

    json.members(object, 'reply', ['v', 'to', 'part', 'parts', 'text']);
    json.integer(object, 'v', 1, 1);
    const parts = json.u32In(object, 'parts', 1);

    return {
        to: b64(json.bytesIn(object, 'to', 16)),
        part: json.integer(object, 'part', 1, parts),
        parts,
        text: json.text(object, 'text'),
    };
}

/** Answers out of the parts that were found: {to, text, missing}, in which missing counts lost parts. */
export function joinParts(replies) {
    const answers = new Map();

    for (const reply of replies) {
        const name = `${reply.to} ${reply.parts}`;

        answers.set(name, (answers.get(name) ?? new Map()).set(reply.part, reply));
    }
    return [...answers.values()].map((parts) => {
        const inOrder = [...parts.values()].sort((a, b) => a.part - b.part);

        return {
            to: inOrder[0].to,
            text: inOrder.map((reply) => reply.text).join(''),
            missing: inOrder[0].parts - inOrder.length,
        };
    });
}
