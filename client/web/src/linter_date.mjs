// SPDX-License-Identifier: EUPL-1.2
// Exact days and times: client/linter_date.c in JavaScript.
import { hitAt, isWordOf, isYear } from './linter_scan.mjs';
import {
    END, LOWER, NUMBER, SIGN, SPACE, WORD, beginsNumber, beginsWord, endsNumber, endsWord, isGlue,
    isNumber, isOneOf, isSign, skipSpace, tokenAt, tokenBefore, valueAt,
} from './linter_text.mjs';
import { words } from './linter_words.mjs';

const DAYS_MAX = 31;
const MONTHS_MAX = 12;
const HOURS_MAX = 24;

function isThe(text, at, word) {
    const token = tokenAt(text, at);

    return token.kind === WORD && token.word === word;
}

function isBetween(text, at, lowest, highest) {
    const value = valueAt(text, at);

    return isNumber(text, at, 1, 2) && value >= lowest && value <= highest;
}

// Behind 12, 12e, 3rd; 0: no day of a month.
function dayEnd(text, at) {
    if (!isBetween(text, at, 1, DAYS_MAX) || !beginsNumber(text, at)) {
        return 0;
    }
    const end = isWordOf(text, at + 1, words.day_ends) ? at + 2 : at + 1;

    return endsNumber(text, end) ? end : 0;
}

// Behind a year that follows, or at.
function yearEnd(text, at) {
    const year = skipSpace(text, isSign(text, at, ',') ? at + 1 : at);

    if (year > at && isYear(text, year) && endsNumber(text, year + 1)) {
        return year + 1;
    }
    if (year > at && isSign(text, year, "'") && isNumber(text, year + 1, 2, 2) &&
            endsNumber(text, year + 2)) {
        return year + 2;
    }
    return at;
}

// Behind the name of a month; 0: none. Short forms and English ones are words or names too.
function monthEnd(text, at) {
    const end = isSign(text, at + 1, '.') ? at + 2 : at + 1;
    const isLower = tokenAt(text, at).shape === LOWER;
    const hasDot = end > at + 1;

    if (isWordOf(text, at, words.months) || (!isLower && isWordOf(text, at, words.months_en))) {
        return at + 1;
    }
    if (isWordOf(text, at, words.months_short) && (isLower || hasDot)) {
        return end;
    }
    if (isWordOf(text, at, words.months_short_en) && !isLower &&
            (hasDot || yearEnd(text, at + 1) > at + 1)) {
        return end;
    }
    return 0;
}

// 12 maart 2024, 3 jan., 12th of March
function dayMonthEnd(text, at) {
    const day = dayEnd(text, at);
    let month = skipSpace(text, day);

    if (day === 0 || month === day) {
        return 0;
    }
    if (isThe(text, month, 'of')) {
        month = skipSpace(text, month + 1);
    }
    const end = monthEnd(text, month);

    return end === 0 ? 0 : yearEnd(text, end);
}

// March 12, 2024
function monthDayEnd(text, at) {
    const isMonth = tokenAt(text, at).shape !== LOWER && isWordOf(text, at, words.months_en) &&
        beginsWord(text, at);
    const day = skipSpace(text, at + 1);

    if (!isMonth || day === at + 1) {
        return 0;
    }
    const end = dayEnd(text, day);

    return end === 0 ? 0 : yearEnd(text, end);
}

// Whether the three numbers are day, month and year, or year, month and day.
function isDayOfYear(text, first, second, third, sign) {
    const isShort = isNumber(text, third, 2, 2);

    if (!isBetween(text, second, 1, MONTHS_MAX)) {
        return false;
    }
    if (isYear(text, first)) {
        return isBetween(text, third, 1, DAYS_MAX);
    }
    // With dots and two digits it may be the number of a section.
    if (isShort && sign === '.' && !(isNumber(text, first, 2, 2) && isNumber(text, second, 2, 2))) {
        return false;
    }
    return isBetween(text, first, 1, DAYS_MAX) && (isShort || isYear(text, third));
}

// 12-03-2024, 12/3/24, 2024-03-12, 1-1-'24
function digitsEnd(text, at) {
    if (tokenAt(text, at).kind !== NUMBER || !beginsNumber(text, at)) {
        return 0;
    }
    const third = isSign(text, at + 4, "'") ? at + 5 : at + 4;

    for (const sign of '-/.') {
        if (isSign(text, at + 1, sign) && isSign(text, at + 3, sign) &&
                isDayOfYear(text, at, at + 2, third, sign) && endsNumber(text, third + 1)) {
            return third + 1;
        }
    }
    return 0;
}

function anyDayEnd(text, at) {
    return digitsEnd(text, at) || dayMonthEnd(text, at) || monthDayEnd(text, at);
}

// Behind "uur", "u", "h"; 0: none.
function hourWordEnd(text, at) {
    const word = skipSpace(text, at);

    return isWordOf(text, word, words.hours) && endsWord(text, word + 1) ? word + 1 : 0;
}

// Behind "am", "p.m."; 0: none.
function halfDayEnd(text, at) {
    const word = skipSpace(text, at);

    if (isWordOf(text, word, words.half_days) && endsWord(text, word + 1)) {
        return word + 1;
    }
    if ((isThe(text, word, 'a') || isThe(text, word, 'p')) && isSign(text, word + 1, '.') &&
            isThe(text, word + 2, 'm')) {
        return isSign(text, word + 3, '.') ? word + 4 : word + 3;
    }
    return 0;
}

// How sure it is that a time stands there.
const UNSURE = 0;
const AFTER_WORD = 1; // behind "om", "at"
const AFTER_DAY = 2; // the same, behind a day

// Whether the time ends before this token: "14:00-15:00" has two, "14:00:05" none.
function endsTime(text, at) {
    return endsWord(text, at) && (isSign(text, at, '-') || endsNumber(text, at));
}

// 14:30, 14.30 uur: at is the hour, its minutes follow.
function minutesEnd(text, at, sureness) {
    const end = hourWordEnd(text, at + 3) || halfDayEnd(text, at + 3);
    const before = tokenBefore(text, at);

    if (end !== 0) {
        return end;
    }
    if (!endsTime(text, at + 3) ||
            (before.kind === WORD && words.before_section.has(before.word))) {
        return 0;
    }
    return sureness !== UNSURE || (isSign(text, at + 1, ':') && isNumber(text, at, 2, 2))
        ? at + 3 : 0;
}

// 14:30, 14u30, 10 uur, 3 pm
function clockEnd(text, at, sureness) {
    if (!isBetween(text, at, 0, HOURS_MAX) || !beginsWord(text, at) ||
            (isOneOf(text, at - 1, '.,:/') && !beginsNumber(text, at))) {
        return 0;
    }
    if ((isThe(text, at + 1, 'u') || isThe(text, at + 1, 'h')) && isNumber(text, at + 2, 2, 2) &&
            endsNumber(text, at + 3)) {
        return at + 3;
    }
    if (isOneOf(text, at + 1, ':.') && isNumber(text, at + 2, 2, 2) && valueAt(text, at + 2) < 60) {
        return minutesEnd(text, at, sureness);
    }
    let end = halfDayEnd(text, at + 1);

    if (end === 0 && sureness !== UNSURE) {
        end = hourWordEnd(text, at + 1);
    }
    if (end === 0 && sureness === AFTER_DAY &&
            (tokenAt(text, at + 1).kind === SIGN || tokenAt(text, at + 1).kind === END)) {
        end = endsNumber(text, at + 1) ? at + 1 : 0;
    }
    return end;
}

// Behind a word or number for an hour; 0: none.
function hourEnd(text, at) {
    return isWordOf(text, at, words.number_words) || isBetween(text, at, 1, 12) ? at + 1 : 0;
}

// half drie, kwart over negen, vijf voor half vier, drie uur, 10 o'clock
function spokenEnd(text, at) {
    let next = skipSpace(text, at + 1);
    const isHour = hourEnd(text, at) !== 0;

    if (next === at + 1) {
        return 0;
    }
    if (isThe(text, at, 'half')) {
        return hourEnd(text, isThe(text, next, 'past') ? skipSpace(text, next + 1) : next);
    }
    if (isWordOf(text, at, words.minute_words) && isWordOf(text, next, words.minute_turns)) {
        next = skipSpace(text, next + 1);
        return hourEnd(text, isThe(text, next, 'half') ? skipSpace(text, next + 1) : next);
    }
    if (isHour && isThe(text, next, 'o') && isSign(text, next + 1, "'") &&
            isThe(text, next + 2, 'clock')) {
        return next + 3;
    }
    return isHour && isThe(text, next, 'uur') ? next + 1 : 0;
}

function timeEnd(text, at, sureness) {
    const end = clockEnd(text, at, sureness);

    return end === 0 && sureness !== UNSURE ? spokenEnd(text, at) : end;
}

// Behind a time that follows a day, or at.
function joinedTimeEnd(text, at) {
    const time = skipSpace(text, isSign(text, at, ',') ? at + 1 : at);

    if (time === at || tokenAt(text, time - 1).kind !== SPACE) {
        return at;
    }
    const end = isWordOf(text, time, words.before_time)
        ? timeEnd(text, skipSpace(text, time + 1), AFTER_DAY) : timeEnd(text, time, UNSURE);

    return end === 0 ? at : end;
}

// dinsdag 12 maart om 10 uur: a day of the week with a day or a time behind it
function weekdayEnd(text, at) {
    const next = isOneOf(text, at + 1, '.,') ? at + 2 : at + 1;
    const day = anyDayEnd(text, skipSpace(text, next));
    const end = joinedTimeEnd(text, day === 0 ? at + 1 : day);

    return end === at + 1 ? 0 : end;
}

export function scanDate(text, at) {
    const before = tokenBefore(text, at);
    const isAfterWord = before.kind === WORD && words.before_time.has(before.word);

    if (!isGlue(text, at) || !beginsWord(text, at)) {
        return null;
    }
    if (isWordOf(text, at, words.weekdays)) {
        return hitAt('date', at, weekdayEnd(text, at));
    }
    const day = anyDayEnd(text, at);
    const end = day === 0 ? timeEnd(text, at, isAfterWord ? AFTER_WORD : UNSURE)
        : joinedTimeEnd(text, day);

    return hitAt('date', at, end);
}
