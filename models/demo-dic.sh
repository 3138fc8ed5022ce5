#!/usr/bin/env bash
# Makes the training plates of demo-dic and trains it: demo-dic.sh WORK-FOLDER, from the repository's root. About 70 minutes on one core.
# Started again it goes on: plates that are there are kept, the training resumes from its checkpoint.
set -euo pipefail
work=${1:?usage: models/demo-dic.sh WORK-FOLDER}
dotnet build -c Release src/CellCluster.Cli -v q -nologo
cellcluster() { dotnet run -c Release --no-build --project src/CellCluster.Cli -- "$@"; }
mkdir -p "$work/plates"
pairs=()
# 32 plates of 6 wells with one field of 512x512 px; one line a plate, drawn once at random within the simulator's usual ranges:
# number, cells per mm2, clumping, defocus um, gradient, exposure, noise, share of empty fields
while read -r i density clumping defocus gradient exposure noise empty; do
  plate="$work/plates/TRAIN$i"
  if [ ! -e "$plate/pairs.csv" ]; then
    rm -rf "$plate"
    cellcluster simulate "$plate" --plate-id "TRAIN$i" --seed $((1000 + 10#$i)) --rows 2 --columns 3 --fields-per-well 1 --density "$density" --clumping "$clumping" \
      --defocus="$defocus" --defocus-jitter 1 --gradient "$gradient" --exposure "$exposure" --noise "$noise" --empty-fraction "$empty"
  fi
  pairs+=(--pairs "$plate/pairs.csv")
done <<'PLATES'
00 1535 0.75 2.1 0.22 0.26 1.6 0.2
01 723 0.19 -0.3 0.31 0.4 1.4 0
02 1611 0.42 -2.7 0.39 0.23 1.1 0
03 799 0.66 2.9 0.08 0.37 0.9 0
04 1687 0.89 0.5 0.16 0.2 0.6 0
05 875 0.33 -1.9 0.25 0.34 2.4 0
06 1763 0.56 3.7 0.34 0.47 2.1 0
07 951 0.8 1.3 0.02 0.31 1.9 0
08 1840 0.23 -1.1 0.11 0.45 1.6 0.2
09 1028 0.47 -3.5 0.19 0.28 1.3 0
10 1916 0.7 2.1 0.28 0.42 1.1 0
11 1104 0.14 -0.3 0.36 0.25 0.8 0
12 1992 0.37 -2.8 0.05 0.39 0.6 0
13 1180 0.61 2.8 0.13 0.22 2.3 0
14 368 0.84 0.4 0.22 0.36 2.1 0
15 1256 0.27 -2 0.3 0.49 1.8 0
16 445 0.51 3.6 0.39 0.33 1.6 0.2
17 1333 0.74 1.2 0.07 0.46 1.3 0
18 521 0.18 -1.2 0.16 0.3 1.1 0
19 1409 0.41 -3.6 0.25 0.44 0.8 0
20 597 0.65 2 0.33 0.27 0.6 0
21 1485 0.88 -0.4 0.02 0.41 2.3 0
22 673 0.32 -2.8 0.1 0.24 2.1 0
23 1561 0.55 2.8 0.19 0.38 1.8 0
24 750 0.79 0.3 0.27 0.21 1.6 0.2
25 1638 0.22 -2.1 0.36 0.35 1.3 0
26 826 0.46 3.5 0.04 0.48 1.1 0
27 1714 0.69 1.1 0.13 0.32 0.8 0
28 902 0.13 -1.3 0.21 0.45 0.6 0
29 1790 0.36 -3.7 0.3 0.29 2.3 0
30 978 0.6 1.9 0.38 0.43 2.1 0
31 1866 0.83 -0.5 0.07 0.26 1.8 0
PLATES
train() {
  cellcluster train "${pairs[@]}" --modality dic --pixel-size 0.65 --validate experiment=TRAIN05,TRAIN13,TRAIN22,TRAIN28 --validate-every 50 --validation-crops 16 --weight 0.7 \
    --half --resume --licence "none: simulated" --data-credit "32 plates simulated by models/demo-dic.sh" "$@"
}
# Two sittings: the second begins with the weights of the first and a fresh rate.
mkdir -p "$work/first"
train --out "$work/first/demo-dic.safetensors" --steps 2200 --checkpoint "$work/first/checkpoint"
train --out "$work/demo-dic.safetensors" --init "$work/first/demo-dic.safetensors" --steps 1000 --lr 8e-4 --seed 2 --checkpoint "$work/checkpoint"
