# Nothing here depends on the processor: Node comes with the base image, and no package that runs has native code.
ARG BASE=docker.io/library/node:26-slim
FROM $BASE AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# The optional packages bring Node itself, which the base image has. Types and source maps are half of what is left.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund \
 && find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' -o -name '*.md' \) -delete

FROM $BASE
ARG BASE
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Wheelhouse" \
      org.opencontainers.image.description="A Slack bot for people who run their own kubeadm clusters" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.base.name="$BASE"

# HOME is for the credential plugins of a kubeconfig. The small young generation keeps memory low at no cost in time.
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=2 \
    NODE_COMPILE_CACHE=/app/.compile-cache \
    HOME=/var/lib/wheelhouse \
    WHEELHOUSE_CONFIG=/etc/wheelhouse/wheelhouse.yaml \
    DATABASE_URL=sqlite:/var/lib/wheelhouse/wheelhouse.db \
    PORT=8080

WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY commands commands
COPY src src

RUN mkdir .compile-cache /var/lib/wheelhouse && chown 65532:65532 .compile-cache /var/lib/wheelhouse
USER 65532:65532
# Compiles everything once, as the user that will read it: Node keeps one cache for each user.
RUN ["node", "-e", "Promise.all([import('/app/src/main.ts'), import('/app/src/kubernetes/connection/load-kubeconfig.ts'), import('/app/src/base/load-folder.ts').then(({ loadFolder }) => loadFolder('/app/commands'))]).then(() => process.exit())"]

VOLUME /var/lib/wheelhouse
EXPOSE 8080
HEALTHCHECK --interval=60s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "require('node:http').get({ host: '127.0.0.1', port: process.env.PORT, path: '/livez', timeout: 3000 }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('timeout', () => process.exit(1)).on('error', () => process.exit(1))"]
# Node answers SIGTERM itself, as process 1 too.
CMD ["node", "src/main.ts"]
