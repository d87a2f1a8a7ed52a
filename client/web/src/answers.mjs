// SPDX-License-Identifier: EUPL-1.2
// What an answer may be; PROTOCOL.md sections 4 and 6.1.
import { isObject } from './json.mjs';
import { refuse } from './refusal.mjs';

/** Unicode code points. */
export function length(text) {
    return [...text].length;
}

/** Control characters but line feed and tab, and half surrogates. */
function isClean(text) {
    return !/[\0-\x08\x0b-\x1f\x7f-\x9f]|\p{Surrogate}/u.test(text);
}

/** What a text box gives, as a report may hold it: line feeds only, no other control characters. */
export function cleaned(text) {
    return text.replace(/\r\n?/g, '\n').replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]|\p{Surrogate}/gu, '');
}

function judgeText(question, answer) {
    if (typeof answer !== 'string' || answer === '' || !isClean(answer)) {
        refuse('malformed', `${question.id}: not a text, empty, or with a control character`);
    }
    if (length(answer) > question.maximum) {
        refuse('malformed', `${question.id}: longer than ${question.maximum} characters`);
    }
}

function judgeOptions(question, chosen) {
    const known = new Set(question.options.map((option) => option.id));

    if (chosen.length === 0 || new Set(chosen).size !== chosen.length || !chosen.every((id) => known.has(id))) {
        refuse('malformed', `${question.id}: not of the options, or one twice`);
    }
}

export function judgeAnswer(question, answer) {
    if (question.type === 'text') {
        judgeText(question, answer);
    } else if (question.type === 'one') {
        judgeOptions(question, [answer]);
    } else {
        judgeOptions(question, Array.isArray(answer) ? answer : []);
    }
}

/** All answers to these questions: every required one, and no others. */
export function judgeAnswers(questions, answers) {
    if (!isObject(answers)) {
        refuse('malformed', 'answers are not an object');
    }
    for (const question of questions) {
        if (Object.hasOwn(answers, question.id)) {
            judgeAnswer(question, answers[question.id]);
        } else if (question.required) {
            refuse('malformed', `${question.id}: an answer is required`);
        }
    }
    const ids = new Set(questions.map((question) => question.id));

    if (!Object.keys(answers).every((id) => ids.has(id))) {
        refuse('malformed', 'an answer to a question that the form does not have');
    }
}
