import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { authOptions } from '@/lib/auth/options'
import { withHonestStatus } from '@/lib/auth/sign-in-status'
import { visitorOf } from '@/lib/auth/visitor'

type Context = { params: Promise<{ nextauth: string[] }> }

async function handle(request: NextRequest, context: Context): Promise<Response> {
  return withHonestStatus(await NextAuth(request, context, authOptions(visitorOf(request.headers))))
}

export { handle as GET, handle as POST }
