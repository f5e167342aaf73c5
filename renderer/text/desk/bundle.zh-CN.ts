/** 有关单台机器支持包的简体中文文字。 */
import type { bundleEn } from './bundle.en.ts';

export const bundleZhCn: typeof bundleEn = {
  title: '给协助者',
  about:
    '此机器的全部已知信息：时间线、启动脚本、应答、文字形式的 DHCP 数据包、安装程序日志。密码、密钥和令牌已去除。',
  save: '存为压缩包',
  copy: '复制为文字',
};
