/** The words about the support bundle of a machine in English. */
export const bundleEn = {
  title: 'For whoever helps',
  about:
    'All that is known of this machine: timeline, boot script, answers, DHCP packets in words, the installer’s log. Passwords, keys and tokens are removed.',
  save: 'Save as an archive',
  copy: 'Copy as text',
};
