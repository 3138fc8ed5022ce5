# CPU lanes and analysis (roles image, inference, analysis). Build from the repository root:
#   docker build -f infra/docker/cpu.Dockerfile -t cellcluster/cpu:0.1.0 .
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0.401-noble
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0.12-noble

FROM ${SDK_IMAGE} AS build
WORKDIR /source
COPY . .
# Publishing also writes the libLibTorchSharp.so that older C++ libraries accept (build/TorchNative.targets); nothing is patched at run time.
RUN dotnet publish src/CellCluster.Cli/CellCluster.Cli.csproj --configuration Release --output /app -p:LibTorchPackage=libtorch-cpu-linux-x64 -p:DebugType=none

FROM ${RUNTIME_IMAGE}
# OpenCV's native library is linked with GTK; nothing opens a window.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libgtk-3-0t64 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
# Huge pages for tensors: has to be in the environment before the process starts.
ENV DOTNET_gcServer=0 THP_MEM_ALLOC_ENABLE=1
# The number of the base image's user "app": a number, so that Kubernetes can see that it is not root.
USER 1654:1654
EXPOSE 8080 11111 30000
ENTRYPOINT ["/app/cellcluster"]
CMD ["--help"]
