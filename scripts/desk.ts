import { runProgram } from '@/scripts/desk/program'

/** `npm run -s desk -- <command>`: see scripts/desk/. */
process.exitCode = await runProgram(process.argv.slice(2))
