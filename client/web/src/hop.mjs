// SPDX-License-Identifier: EUPL-1.2
import { hash } from './bytes.mjs';

/** PROTOCOL.md section 3. */
export function hopId(identity) {
    return hash(24, 'vrijuit hop v1', identity);
}
