/** Names of step types and states in the screens' words. What we do not know is shown as it came. */

const STEP_TITLES: Record<string, string> = {
  KYC: 'KYC',
  ACCOUNT_AGGREGATOR: 'Account aggregator',
  BANK_MANDATE: 'Bank mandate',
  E_MANDATE: 'E-mandate',
  LOAN_AGREEMENT: 'Agreement',
}
const STEP_STATES: Record<string, string> = {
  PENDING: 'not started',
  READY: 'ready',
  IN_PROGRESS: 'in progress',
  SUCCESS: 'done',
  FAILURE: 'failed',
  NOT_REQUIRED: 'not required',
}

export const stepTitle = (type: string): string => STEP_TITLES[type] ?? type
export const stepState = (status: string): string => STEP_STATES[status] ?? status

const LOAN_TYPES: Record<string, string> = { PERSONAL_LOAN: 'Personal', GOLD_LOAN: 'Gold' }
export const loanType = (type: string | null): string | null => (type ? (LOAN_TYPES[type] ?? type) : null)
