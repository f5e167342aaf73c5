/** The part of the catalogue (errors.ts) about jobs and job sheets. */

export const JOB_PROBLEMS = {
  SHEET_UNREADABLE: {
    status: 422,
    sentence: 'The job sheet {name} cannot be read: {detail}.',
    advice: 'Save it again as .xlsx or .csv with one heading row.',
  },
  SHEET_NO_KEY: {
    status: 422,
    sentence: 'No column of this sheet says which machine a row is about; its headings are: {headings}.',
    advice: 'Give one column the heading "MAC" or "Serial".',
  },
  SHEET_EMPTY: {
    status: 422,
    sentence: 'This sheet has a heading and no rows.',
    advice: 'Add a row for each machine.',
  },
  SHEET_ROW_NO_KEY: {
    status: 422,
    sentence: 'Row {line} has neither MAC nor serial.',
    advice: 'Fill one of them in, or delete the row.',
  },
  SHEET_BAD_VALUE: {
    status: 422,
    sentence: 'Row {line}: "{value}" cannot be used as {what}.',
    advice: 'Correct the cell.',
  },
  SHEET_TWICE: {
    status: 409,
    sentence: 'Rows {line} and {other} have the same {what}, {value}.',
    advice: 'Change one of them, or delete the row that is too many.',
  },
  SHEET_TAKEN: {
    status: 409,
    sentence: 'Row {line}: the {what} {value} belongs to the machine {mac}.',
    advice: 'Change the row, or that machine.',
  },
  SHEET_NO_PROFILE: {
    status: 404,
    sentence: 'Row {line}: there is no profile "{profile}".',
    advice: 'Make that profile, or correct the cell.',
  },
  SHEET_OTHER_SERIAL: {
    status: 409,
    sentence: 'Row {line}: the machine {mac} says that its serial is {serial}.',
    advice: 'Compare with its label: the row or the MAC is another machine’s.',
  },
  SHEET_UNDER_WAY: {
    status: 409,
    sentence: 'Row {line}: the machine {mac} is being installed now.',
    advice: 'Wait for its end, or take the profile out of the row.',
  },
  JOB_CLOSED: {
    status: 409,
    sentence: 'The job {id} is closed.',
    advice: 'Open it again, or make a new one.',
  },
  JOB_UNDER_WAY: {
    status: 409,
    sentence: '{count} machines of this job are still being installed.',
    advice: 'Wait for their end, or insist: their reports will be missing then.',
  },
} as const;
