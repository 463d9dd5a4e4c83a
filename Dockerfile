# Two stages: packages are installed in the first, so pip's leftovers stay there.
FROM python:3.13-slim AS packages

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/newsdesk
COPY requirements.txt ./
RUN /opt/newsdesk/bin/pip install --requirement requirements.txt

FROM python:3.13-slim

# Fixed numbers, so that an operator can name them (runAsUser, owners of mounts).
RUN groupadd --gid 10001 newsdesk \
    && useradd --uid 10001 --gid newsdesk --home-dir /srv/newsdesk --create-home \
        --shell /usr/sbin/nologin newsdesk

# Granian reads GRANIAN_*; one web process with eight threads is what `make run` starts, too.
ENV PATH=/opt/newsdesk/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/srv/newsdesk/static \
    NEWSDESK_VAR=/srv/newsdesk/var \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_INTERFACE=wsgi \
    GRANIAN_WEBSOCKETS=false \
    GRANIAN_WORKERS=1 \
    GRANIAN_BLOCKING_THREADS=8 \
    GRANIAN_LOG_LEVEL=warning

COPY --from=packages /opt/newsdesk /opt/newsdesk
WORKDIR /app
COPY manage.py ./
COPY newsdesk newsdesk
COPY articles articles
COPY annotations annotations
COPY readers readers
COPY templates templates
COPY static static
COPY docker/health.py docker/health.py
RUN python -m compileall -q newsdesk articles annotations readers

USER 10001:10001
# Needs neither database nor secrets.
RUN python manage.py collectstatic --noinput --verbosity 0

EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "docker/health.py", "web"]
CMD ["python", "-m", "granian", "newsdesk.wsgi:application"]
