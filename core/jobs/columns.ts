/** Which column of a job sheet is what, by the words technicians put above it. Pure. */

export const KNOWN_COLUMNS = ['mac', 'serial', 'name', 'address', 'profile', 'note'] as const;
export type KnownColumn = (typeof KNOWN_COLUMNS)[number];

/** Words for each, lower case, without blanks and signs. */
const WORDS: Readonly<Record<KnownColumn, readonly string[]>> = {
  mac: ['mac', 'macaddress', 'hwaddr', 'ethernet', 'mac地址', '网卡地址', '物理地址'],
  serial: ['serial', 'serialnumber', 'serialno', 'sn', 'servicetag', 'assettag', '序列号', '服务编号'],
  name: ['name', 'hostname', 'host', 'machine', 'machinename', 'computername', '名称', '主机名', '机器名'],
  address: ['address', 'ip', 'ipaddress', 'ipv4', 'reserved', '地址', 'ip地址'],
  profile: ['profile', 'image', 'role', '配置', '角色'],
  note: ['note', 'notes', 'remark', 'remarks', 'comment', '备注', '说明'],
};

/** What a heading names: a column that is known, or a variable of that name; null: an empty heading. */
export function columnOf(heading: string): { known: KnownColumn } | { variable: string } | null {
  const word = heading.trim().toLowerCase();
  const bare = word.replace(/[\s_.:#()-]+/g, '');
  const known = KNOWN_COLUMNS.find((column) => WORDS[column].includes(bare));
  if (known !== undefined) return { known };
  return word === '' ? null : { variable: word.replace(/\s+/g, '_') };
}
