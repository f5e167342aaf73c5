/** The window's words in English, one file for each area. `Text` is the shape that every other language has to fill. */
import type { EventView } from '../../core/api/contract.ts';
import type { Problem } from '../state/problem.ts';
import { appEn } from './app.en.ts';
import { cableEn } from './cable.en.ts';
import { deedsEn } from './deeds.en.ts';
import { deskEn } from './desk.en.ts';
import { eventsEn } from './events.en.ts';
import { machineEn, machinesEn } from './machines.en.ts';
import { profileEn } from './profile.en.ts';
import { shelfEn } from './shelf.en.ts';

export type ErrorCode = Problem['code'];
export type EventDetail = EventView['detail'];

export const en = {
  ...appEn,
  ...cableEn,
  ...shelfEn,
  ...profileEn,
  ...deedsEn,
  machines: machinesEn,
  machine: machineEn,
  events: eventsEn,
  desk: deskEn,
};

export type Text = typeof en;
