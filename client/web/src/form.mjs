// SPDX-License-Identifier: EUPL-1.2
// The questionnaire; PROTOCOL.md section 6.1.
import * as json from './json.mjs';
import { refuse } from './refusal.mjs';
import { CONTENT_MAX, SUITE_2_PUBLIC } from './sizes.mjs';

const QUESTION = ['id', 'type', 'label', 'help', 'required'];

export function idIsValid(id) {
    return /^[a-z0-9-]{1,32}$/.test(id);
}

export function bilingual(object, name) {
    json.members(object[name], name, ['nl', 'en']);
    return { nl: json.text(object[name], 'nl'), en: json.text(object[name], 'en') };
}

function ownId(object, what, seen) {
    const id = json.text(object, 'id');

    if (!idIsValid(id)) {
        refuse('malformed', `the id of ${what}`);
    }
    if (seen.has(id)) {
        refuse('malformed', `${what} stands twice: ${id}`);
    }
    seen.add(id);
    return id;
}

function readOption(object, seen) {
    json.members(object, 'option', ['id', 'label']);
    return { id: ownId(object, 'an option', seen), label: bilingual(object, 'label') };
}

function readOptions(object) {
    const seen = new Set();
    const options = json.list(object, 'options').map((option) => readOption(option, seen));

    return options.length > 0 ? options : refuse('malformed', 'a question without options');
}

function readQuestion(object, seen) {
    if (!json.isObject(object) || !['one', 'many', 'text'].includes(object.type)) {
        refuse('malformed', 'type of a question: one, many or text');
    }
    const isText = object.type === 'text';

    json.members(object, 'question', [...QUESTION, isText ? 'maximum' : 'options']);
    return {
        id: ownId(object, 'a question', seen),
        type: object.type,
        label: bilingual(object, 'label'),
        help: bilingual(object, 'help'),
        required: json.boolean(object, 'required'),
        ...(isText ? { maximum: json.integer(object, 'maximum', 1, CONTENT_MAX) } : { options: readOptions(object) }),
    };
}

/** The list under that name of object. */
export function readQuestions(object, name) {
    const seen = new Set();

    return json.list(object, name).map((question) => readQuestion(question, seen));
}

export function readForm(object) {
    json.members(object, 'form', ['id', 'title', 'intro', 'questions']);
    if (!idIsValid(json.text(object, 'id'))) {
        refuse('malformed', 'the id of the form');
    }
    return {
        id: object.id,
        title: bilingual(object, 'title'),
        intro: bilingual(object, 'intro'),
        questions: readQuestions(object, 'questions'),
    };
}

function longestAnswer(question) {
    switch (question.type) {
    case 'one':
        return JSON.stringify(question.options.reduce((a, b) => (b.id.length > a.id.length ? b : a)).id).length;
    case 'many':
        return JSON.stringify(question.options.map((option) => option.id)).length;
    default:
        return question.maximum * 4 + 2; // 4 bytes for each code point, and the quotes
    }
}

/** Bytes of the longest content of kind report, with the reply key of suite 2. */
export function longestContent(questions) {
    const b64Length = (len) => Math.ceil(len / 3) * 4;
    const frame = JSON.stringify({ v: 1, kind: 'report', id: '', lang: 'nl', circle: '', answers: {}, reply: '' });
    const answers = questions.map((question) => question.id.length + 3 + longestAnswer(question));
    const commas = Math.max(0, answers.length - 1);

    return frame.length + b64Length(16) + b64Length(32) + b64Length(SUITE_2_PUBLIC) + commas +
        answers.reduce((sum, len) => sum + len, 0);
}
