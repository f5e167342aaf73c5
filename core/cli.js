#!/usr/bin/env node
/**
 * The `fieldboot` program: words on the command line -> calls of the control API -> text or JSON.
 *
 * JavaScript, alone in this tree: Node would load its TypeScript compiler for this one file, before the line below lets
 * it take the others from where they were kept last time (60 ms of every command).
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Beside the sources and not in the system's temporary folder, where another account could put code for us; without
// the right to write there it is done without.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/fieldboot'));
const { runCommandLine } = await import('./cli/program.ts');

process.exitCode = await runCommandLine(process.argv.slice(2));
