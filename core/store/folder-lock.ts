/**
 * One engine for a data folder. The lock is a transaction that stays open on a database of its own: the operating system
 * ends it with the process, however that ends, and two that start at once cannot both have it.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Takes the folder; null when another process has it. The returned function gives it back. */
export function lockFolder(folder: string): (() => void) | null {
  const db = new Database(join(folder, 'engine.lock'), { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
    return () => db.close();
  } catch (error) {
    db.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return null;
    throw error;
  }
}
