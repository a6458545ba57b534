import type { Random } from './random'
import type { Profile } from './types'

const WOMEN = ['Asha', 'Meera', 'Kavita', 'Lakshmi', 'Priya', 'Sunita', 'Farida', 'Anjali', 'Divya', 'Rekha'] as const
const MEN = ['Arjun', 'Rahul', 'Imran', 'Suresh', 'Vikram', 'Karthik', 'Manoj', 'Joseph', 'Harpreet', 'Nikhil'] as const
const SURNAMES = [
  'Iyer',
  'Deshmukh',
  'Khan',
  'Nair',
  'Reddy',
  'Sharma',
  'Patil',
  'Das',
  'Gill',
  'Fernandes',
  'Bose',
] as const
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

const two = (value: number): string => String(value).padStart(2, '0')

/** A made-up person. The fourth letter of a personal PAN is P, the fifth the surname's initial. */
export function makeProfile(random: Random): Profile {
  const gender = random.weighted([
    ['male', 56],
    ['female', 43],
    ['transgender', 1],
  ] as const)
  const first = random.pick(gender === 'male' ? MEN : WOMEN)
  const last = random.pick(SURNAMES)
  const employmentType = random.chance(0.72) ? 'salaried' : 'selfEmployed'
  const tag = random.int(10, 99_999)
  return {
    contactNumber: `${random.int(6, 9)}${random.letters('0123456789', 9)}`,
    pan: `${random.letters(LETTERS, 3)}P${last.charAt(0)}${random.letters('0123456789', 4)}${random.letters(LETTERS, 1)}`,
    panName: `${first} ${last}`.toUpperCase(),
    personalemail: `${first}.${last}${tag}@example.in`.toLowerCase(),
    officialemail: `${first}.${last}${tag}@work.example.in`.toLowerCase(),
    dob: `${random.int(1966, 2003)}-${two(random.int(1, 12))}-${two(random.int(1, 28))}`,
    gender,
    employmentType,
    monthlyIncome: Math.round(random.logNormal(48_000, 0.5) / 500) * 500,
    pincode: `${random.int(1, 8)}${random.letters('0123456789', 5)}`,
    requestedAmount: Math.round(random.logNormal(220_000, 0.6) / 5000) * 5000,
  }
}
