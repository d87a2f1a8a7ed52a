// SPDX-License-Identifier: EUPL-1.2
// One error idiom: what is refused is thrown, with the decision that a caller can take.

/** code: malformed, unsupported, unverified, foreign, stale, conflict or full. */
export class Refusal extends Error {
    constructor(code, why) {
        super(why);
        this.code = code;
    }
}

export function refuse(code, why) {
    throw new Refusal(code, why);
}
