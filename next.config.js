/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // Type checking and lint are steps of `npm test`; the build does not repeat them.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
}
