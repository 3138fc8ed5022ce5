using 'main.bicep'

param name = 'cellcluster'
// From the environment of whoever deploys: never written into a file.
param databasePassword = readEnvironmentVariable('DATABASE_PASSWORD')
