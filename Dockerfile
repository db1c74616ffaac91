# One image, three uses: `serve` alone runs all of Heng, `--only web` and `--only worker` its halves.
FROM python:3.11-slim

# Pango and HarfBuzz lay out papers, Noto has the Chinese glyphs, tini reaps and passes signals on.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-noto-cjk libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 tini \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --uid 10001 --create-home heng
WORKDIR /app
COPY requirements/base.lock requirements/
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements/base.lock

COPY . .
RUN python -m compileall -q backend && install -d -o heng -g heng var
USER heng
VOLUME /app/var
EXPOSE 8000

# A demo company is for a first look, not for an installation; a stop may wait for running work.
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8 PORT=8000 HENG_DEMO=0 HENG_GRACE=30 \
    XDG_CACHE_HOME=/tmp/cache
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=4 \
    CMD ["python", "-m", "backend.config.preflight"]
ENTRYPOINT ["tini", "--", "python", "manage.py", "serve"]
