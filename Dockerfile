# plumbline and git, nothing else: docker build -t plumbline . &&
# docker run --rm -v "$PWD:/src:ro" plumbline check origin/main...HEAD
FROM golang:1.26-bookworm AS build
WORKDIR /plumbline
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /usr/local/bin/plumbline ./cmd/plumbline

FROM debian:bookworm-slim
RUN apt-get update && apt-get install --yes --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
 && git config --system --add safe.directory '*'
COPY --from=build /usr/local/bin/plumbline /usr/local/bin/plumbline
USER nobody
ENV PLUMBLINE_CACHE=/tmp/plumbline
WORKDIR /src
ENTRYPOINT ["plumbline"]
