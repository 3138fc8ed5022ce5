# GPU lanes (roles image, inference). CUDA comes with libtorch, the driver from the node. Build from the repository root, with a package feed
# that has the cuda package (several GB):
#   docker build -f infra/docker/gpu.Dockerfile -t cellcluster/gpu:0.1.0 .
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0.401-noble
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0.12-noble

FROM ${SDK_IMAGE} AS build
ARG LIBTORCH_PACKAGE=libtorch-cuda-12.8-linux-x64
WORKDIR /source
COPY . .
# Publishing also writes the libLibTorchSharp.so that older C++ libraries accept (build/TorchNative.targets); nothing is patched at run time.
RUN dotnet publish src/CellCluster.Cli/CellCluster.Cli.csproj --configuration Release --output /app -p:LibTorchPackage=${LIBTORCH_PACKAGE} -p:DebugType=none

FROM ${RUNTIME_IMAGE}
# OpenCV's native library is linked with GTK; nothing opens a window.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libgtk-3-0t64 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
# What the NVIDIA container runtime mounts from the node: driver libraries for computing and nvidia-smi.
ENV DOTNET_gcServer=0 NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
# The number of the base image's user "app": a number, so that Kubernetes can see that it is not root.
USER 1654:1654
EXPOSE 8080 11111 30000
ENTRYPOINT ["/app/cellcluster"]
CMD ["--help"]
