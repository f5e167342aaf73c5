/** The part of the catalogue (errors.ts) that a look over an answer file finds. 422: it is a file that is looked at. */

export const LINT_PROBLEMS = {
  LINT_COMMAND_UNKNOWN: {
    status: 422,
    sentence: '"{word}" is no command of {version}: its installer stops at this line.',
    advice: 'Check the spelling. The nearest that is known: {near}.',
  },
  LINT_COMMAND_GONE: {
    status: 422,
    sentence: '"{word}" is deprecated or gone in {version}.',
    advice: 'Take it out, or use in its place: {instead}.',
  },
  LINT_OPTION_UNKNOWN: {
    status: 422,
    sentence: '"{word}" has no option {option} in {version}.',
    advice: 'Check the spelling. The nearest that is known: {near}.',
  },
  LINT_SECTION_UNKNOWN: {
    status: 422,
    sentence: '"{section}" is no section of a kickstart.',
    advice: 'The nearest that is known: {near}.',
  },
  LINT_SECTION_OPEN: {
    status: 422,
    sentence: 'The section {section} has no %end.',
    advice: 'End it with a line %end; without it the installer stops.',
  },
  LINT_QUOTE_OPEN: {
    status: 422,
    sentence: 'A quotation mark of this line is not closed.',
    advice: 'Close it on the same line, or put a backslash before it.',
  },
  LINT_KEY_MISSING: {
    status: 422,
    sentence: 'Nothing says {key}: the installer will stop and ask for it on the machine.',
    advice: 'Add it, unless somebody will stand at the machine.',
  },
  LINT_SECRET_PLAIN: {
    status: 422,
    sentence: 'A password stands here in plain text ({key}).',
    advice: 'Put its hash there: the setting root_password or user_password makes one on this laptop.',
  },
  LINT_LINE_UNREADABLE: {
    status: 422,
    sentence: 'This line cannot be read: {detail}.',
    advice: 'A preseed line is: owner, question, type, value, with a space between.',
  },
  LINT_OWNER_WRONG: {
    status: 422,
    sentence: 'The question {question} belongs to the installer, but the line is written for {owner}.',
    advice: 'Begin the line with d-i; otherwise the installer itself does not see the answer.',
  },
  LINT_TYPE_UNKNOWN: {
    status: 422,
    sentence: '"{type}" is no type of answer.',
    advice: 'The nearest that is known: {near}.',
  },
  LINT_TYPE_WRONG: {
    status: 422,
    sentence: 'The question {question} is of the type {expected}, not {type}.',
    advice: 'Write {expected} in its place.',
  },
  LINT_VALUE_WRONG: {
    status: 422,
    sentence: 'The question {question} cannot be answered with "{value}".',
    advice: 'It takes: {allowed}.',
  },
  LINT_QUESTION_UNKNOWN: {
    status: 422,
    sentence: 'The installer has no question {question} that is known here: the line may do nothing.',
    advice: 'Check the spelling. The nearest that is known: {near}.',
  },
  LINT_UNREADABLE: {
    status: 422,
    sentence: 'This is not valid {format}: {detail}.',
    advice: 'Correct the file here or shortly before; the installer cannot read it.',
  },
  LINT_SCHEMA: {
    status: 422,
    sentence: '{path} is not as {format} wants it: {detail}.',
    advice: 'Correct this value.',
  },
  LINT_ELEMENT_UNKNOWN: {
    status: 422,
    sentence: '{format} does not know "{element}" at this place: it is passed over.',
    advice: 'Check the spelling. The nearest that is known: {near}.',
  },
  LINT_DISK_UNSAID: {
    status: 422,
    sentence: 'Nothing says which disk to install on: {format} chooses one by itself and erases it.',
    advice: 'Name the disk or how it is found, as the answers that are built in do.',
  },
  LINT_TYPE_UNSAID: {
    status: 422,
    sentence: 'The element {element} does not say its type, so YaST takes it for a text.',
    advice: 'Write config:type="{type}" into its tag; without it "false" counts as yes, and a list as empty.',
  },
  LINT_DISK_NONE: {
    status: 422,
    sentence: 'No disk of this machine, or too few, fit the rule of the profile. It has: {disks}.',
    advice: 'Change the rule, or name the disk for this machine. Nothing is erased until one fits.',
  },
  LINT_DISK_SEVERAL: {
    status: 422,
    sentence: 'Several disks of this machine fit the rule of the profile: {disks}.',
    advice: 'Make the rule narrower, or name the disk for this machine. Nothing is erased until one fits.',
  },
  LINT_LEFT_OUT: {
    status: 422,
    sentence: 'The answers of {system} cannot express the setting {setting}: it is left out.',
    advice: 'See to it in post_script or by hand, or take the setting back.',
  },
  ADDRESS_MISSING: {
    status: 422,
    sentence: 'The profile wants a fixed address, and this machine has none.',
    advice: 'Give it one: fieldboot machine set MAC address=192.168.5.20/24, or set network to auto or dhcp.',
  },
} as const;
