/* SPDX-License-Identifier: EUPL-1.2 */
/* The commands of vrijuit-council. Each reads its own options and gives the exit code. */

#ifndef COMMANDS_H
#define COMMANDS_H

#include "tool.h"

enum outcome command_board(struct tool *tool, int argc, char **argv);
enum outcome command_init(struct tool *tool, int argc, char **argv);
enum outcome command_circle(struct tool *tool, int argc, char **argv);
enum outcome command_circle_sign(struct tool *tool, int argc, char **argv);
enum outcome command_open(struct tool *tool, int argc, char **argv);
enum outcome command_share(struct tool *tool, int argc, char **argv);
enum outcome command_close(struct tool *tool, int argc, char **argv);
enum outcome command_reshare(struct tool *tool, int argc, char **argv);
enum outcome command_dossier(struct tool *tool, int argc, char **argv);
enum outcome command_form(struct tool *tool, int argc, char **argv);
enum outcome command_read(struct tool *tool, int argc, char **argv);
enum outcome command_reply(struct tool *tool, int argc, char **argv);

enum outcome command_statistics(struct tool *tool, int argc, char **argv);

#endif
