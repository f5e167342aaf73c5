/** 窗口的简体中文文字，每个部分一个文件。形状由 en.ts 决定，缺一个键就过不了类型检查。 */
import { appZhCn } from './app.zh-CN.ts';
import { cableZhCn } from './cable.zh-CN.ts';
import { deedsZhCn } from './deeds.zh-CN.ts';
import { deskZhCn } from './desk.zh-CN.ts';
import type { Text } from './en.ts';
import { eventsZhCn } from './events.zh-CN.ts';
import { machinesZhCn, machineZhCn } from './machines.zh-CN.ts';
import { profileZhCn } from './profile.zh-CN.ts';
import { shelfZhCn } from './shelf.zh-CN.ts';

export const zhCN: Text = {
  ...appZhCn,
  ...cableZhCn,
  ...shelfZhCn,
  ...profileZhCn,
  ...deedsZhCn,
  machines: machinesZhCn,
  machine: machineZhCn,
  events: eventsZhCn,
  desk: deskZhCn,
};
