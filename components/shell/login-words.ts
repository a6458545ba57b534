export type Failure = 'credentials' | 'code' | 'throttled' | 'unreachable'

export const SENTENCES: Record<Failure, string> = {
  credentials: 'E-mail or password is wrong. Both are checked together, so we cannot say which.',
  code: 'The code is wrong, or was used already. Take the one that the app shows next, or a recovery code.',
  throttled: 'Too many attempts. Wait five minutes, then try again.',
  unreachable: 'The desk did not answer. Check your connection, then try again.',
}

const SSO_SENTENCES: Record<string, string> = {
  SsoRole: 'Your identity provider gives you no role of this desk. Ask an administrator there for one.',
  SsoDisabled: 'Your account on this desk is disabled. Ask an administrator of the desk.',
  SsoIdentity:
    'This e-mail address belongs to another identity here. An administrator can unlink it: desk user unlink-sso.',
  SsoEmail: 'Your identity provider names no verified e-mail address for you. Ask an administrator there.',
}

/** Why single sign-on led back here, or null. `error` is what the address says. */
export function ssoSentence(error: string | null): string | null {
  if (error === null || error === 'CredentialsSignin') return null
  return SSO_SENTENCES[error] ?? 'Single sign-on failed. Try again, or sign in with a password.'
}
