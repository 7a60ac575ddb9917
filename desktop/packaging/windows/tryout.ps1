# Installs the built setup silently, tries the installed program out, installs again over it, uninstalls, and fails if
# anything but the user's files is left. For a machine of its own: it uses the real folders of the account.
$ErrorActionPreference = "Stop"
$setup = Get-Item "dist\Pipulate-Desktop-*-Setup.exe"
$folder = Join-Path $env:LOCALAPPDATA "Programs\Pipulate Desktop"
$program = Join-Path $folder "pipulate-desktop.exe"
$commands = Join-Path $folder "pipulate-desktop-cli.exe"
$shortcut = Join-Path $env:APPDATA "Microsoft\Windows\Start Menu\Programs\Pipulate Desktop.lnk"
$listed = "HKCU:\Software\Microsoft\Windows\CurrentVersion\Uninstall\Pipulate Desktop"

function Invoke-Silently([string] $file) {
  $ran = Start-Process -FilePath $file -ArgumentList "/S" -Wait -PassThru
  if ($ran.ExitCode -ne 0) { throw "$file ended with $($ran.ExitCode)" }
}

foreach ($time in "first", "over itself") {
  Write-Output "Installing, $time"
  Invoke-Silently $setup.FullName
  foreach ($wanted in $program, $commands, $shortcut, $listed) {
    if (-not (Test-Path $wanted)) { throw "$wanted is missing" }
  }
  python -m desktop.packaging.tryout $program
  if ($LASTEXITCODE -ne 0) { throw "the installed program does not work" }
  & $commands --version
  if ($LASTEXITCODE -ne 0) { throw "its commands do not work in a console" }
}

Invoke-Silently (Join-Path $folder "uninstall.exe")
for ($waited = 0; (Test-Path $folder) -and $waited -lt 60; $waited++) { Start-Sleep -Seconds 1 } # it works as a copy
foreach ($left in $folder, $shortcut, $listed) {
  if (Test-Path $left) { throw "$left is left" }
}
Write-Output "Installed, used, updated, removed."
