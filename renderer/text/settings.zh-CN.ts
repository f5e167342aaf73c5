/** 配置设置的中文名称；不认识的键按原样显示。 */
import type { settingsEn } from './settings.en.ts';

export const settingsZhCn: typeof settingsEn = {
  groups: { place: '语言与时间', machine: '机器', people: '用户', system: '系统' },
  labels: {
    locale: { label: '语言', hint: '例如 zh_CN.UTF-8' },
    keyboard: { label: '键盘', hint: '例如 us 或 cn' },
    timezone: { label: '时区', hint: '例如 Asia/Shanghai' },
    ntp: { label: '时间服务器' },
    hostname: { label: '主机名', hint: '名称，或样式，例如 node-{{ machine.serial }}' },
    domain: { label: '域' },
    disk: { label: '要清空并安装的磁盘', hint: '例如 /dev/sda；留空：唯一的固定磁盘' },
    layout: { label: '分区', choices: { plain: '普通分区', lvm: '逻辑卷（LVM）' } },
    finish: { label: '结束时', choices: { reboot: '重新启动', poweroff: '关机' } },
    root_password: { label: 'root 密码' },
    user: { label: '用户' },
    user_fullname: { label: '用户全名' },
    user_password: { label: '用户密码' },
    ssh_key: { label: 'SSH 公钥', hint: 'id_….pub 文件中的那一行' },
    packages: { label: '软件包', hint: '名称，以空格分隔' },
    mirror: { label: '装好后的软件源镜像', hint: 'http:// 或 https:// 地址' },
    kernel_args: { label: '内核参数', hint: '例如 console=ttyS0,115200' },
  },
};
