// SPDX-License-Identifier: EUPL-1.2
// Sizes in bytes; PROTOCOL.md, the table at its beginning.
export const PACKET = 32768;
export const HOPS_MAX = 5;
export const SLOT = 96;
export const HEADER = 480;
export const BODY = 32216;
export const LOCATOR = 16;
export const RECORD = 32192;
export const REPLY = 4096;
export const CONTENT_MAX = 31000;
export const SUITE_2_PUBLIC = 1216;
export const EPOCHS_AHEAD = 8;

// What a reader takes at most.
export const CIRCLE_MAX = 1024 * 1024;
export const KEYS_MAX = 64 * 1024;
export const RECEIPTS_MAX = 64 * 1024 * 1024;
export const BOARD_CELLS_MAX = 4096;
export const BOARD_UNIT = 32;
