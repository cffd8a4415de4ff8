/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // Type checking and lint are steps of `npm test`; the build does not repeat them.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  // Next takes `localhost` for its own name; the console's printed address is the other one of this machine.
  allowedDevOrigins: ['127.0.0.1'],
}
