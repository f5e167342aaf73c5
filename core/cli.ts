#!/usr/bin/env node
/** The `fieldboot` program: words on the command line -> calls of the control API -> text or JSON. */
import { runCommandLine } from './cli/program.ts';

process.exitCode = await runCommandLine(process.argv.slice(2));
