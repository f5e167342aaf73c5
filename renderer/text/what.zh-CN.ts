/** 引擎在 {what} 处填入的词的中文说法；没有列出的照原样。 */
export const whatZhCn: Readonly<Record<string, string>> = {
  address: '地址',
  assignment: '配置分配',
  call: '调用',
  family: '系列',
  image: '介质',
  job: '任务',
  mac: 'MAC',
  machine: '机器',
  name: '名称',
  profile: '配置',
  rule: '规则',
  serial: '序列号',
};
