import { sendDue } from '@/lib/notify/send-due'

/** A worker's sending as a process of its own, to be killed in the middle of it. */
await sendDue(() => new Date(process.argv[2] ?? Date.now()))
process.exit(0)
