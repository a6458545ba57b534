import type { ZxcvbnFactory } from '@zxcvbn-ts/core'

/** 0 to 4: 3 takes more than ten thousand million guesses. */
const SCORE_MIN = 3
/** What comes after has no need to help, and would take seconds to judge. */
const JUDGED_CHARACTERS = 32
const OUR_WORDS = ['journey', 'desk', 'journeydesk']

let estimator: Promise<ZxcvbnFactory> | null = null

/** Why the password is too easy to guess, with what to do about it; null where it is not. `email` is whose it shall be. */
export async function passwordWeakness(password: string, email: string): Promise<string | null> {
  estimator ??= loadEstimator()
  const own = [email, ...email.split(/[^\p{L}\p{N}]+/u).filter((part) => part.length > 2), ...OUR_WORDS]
  const { score, feedback } = (await estimator).check(password.slice(0, JUDGED_CHARACTERS), own)
  if (score >= SCORE_MIN) return null
  const why = feedback.warning ?? 'It takes too few guesses.'
  return ['The password is too easy to guess.', why, 'Choose a longer one, for example four words.'].join(' ')
}

/** Its word lists take a second and a few MiB, which only those pay who set a password. */
async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ])
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
  })
}
