// SPDX-License-Identifier: EUPL-1.2
// The JSON inside a record; PROTOCOL.md section 4.
import { b64, utf8 } from './bytes.mjs';
import { idIsValid } from './form.mjs';
import * as json from './json.mjs';
import { refuse } from './refusal.mjs';
import { CONTENT_MAX } from './sizes.mjs';

const COVER = ['v', 'kind', 'id'];
const ALL = [...COVER, 'lang', 'circle', 'answers', 'reply'];

/** kind: report or follow-up. id, circle and reply are bytes. */
export function encodeContent({ kind, id, lang, circle, answers, reply }) {
    const members = { v: 1, kind, id: b64(id), lang, circle: b64(circle), answers, reply: b64(reply) };
    const content = utf8(JSON.stringify(members));

    return content.length <= CONTENT_MAX ? content : refuse('full', 'longer than a record holds');
}

function judgeAnswers(answers) {
    const isAnswer = (answer) => [answer].flat().every((part) => typeof part === 'string');

    if (!json.isObject(answers) || !Object.entries(answers).every(([id, answer]) => idIsValid(id) && isAnswer(answer))) {
        refuse('malformed', 'answers');
    }
}

/** As the council does; the page never needs it, the vectors do. Suite 1. */
export function decodeContent(bytes) {
    const content = bytes.length <= CONTENT_MAX ? json.parse(bytes) : refuse('malformed', 'too long');
    const kind = json.isObject(content) ? content.kind : '';

    if (!['report', 'follow-up', 'cover'].includes(kind)) {
        refuse('malformed', 'kind');
    }
    json.members(content, 'content', kind === 'cover' ? COVER : ALL);
    json.integer(content, 'v', 1, 1);
    json.bytesIn(content, 'id', 16);
    if (kind === 'cover') {
        return content;
    }
    if (!['nl', 'en'].includes(content.lang)) {
        refuse('malformed', 'lang');
    }
    json.bytesIn(content, 'circle', 32);
    json.bytesIn(content, 'reply', 32);
    judgeAnswers(content.answers);
    if (kind === 'follow-up') {
        json.members(content.answers, 'answers', ['text']);
        json.text(content.answers, 'text');
    }
    return content;
}
