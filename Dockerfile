FROM node:24-slim AS base
ENV NEXT_TELEMETRY_DISABLED=1
WORKDIR /app

FROM base AS build
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
# Needs no variable: one image serves every environment, and has no secret in it.
RUN npm run build && mkdir -p public

FROM base
ENV NODE_ENV=production PORT=3000
# Owned by root: the app can't change its own code. Only Next's cache is its to write.
COPY --from=build /app/.next/standalone ./
COPY --from=build /app/.next/static ./.next/static
COPY --from=build /app/public ./public
RUN mkdir .next/cache && chown node:node .next/cache
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Platforms set HOSTNAME to the container's name, and Next's server would listen on that address only.
# Node replaces env as the first process, so SIGTERM reaches it.
CMD ["env", "HOSTNAME=0.0.0.0", "node", "server.js"]
