; The installer for Windows: for one user, without an administrator. makensis builds it on Windows and on Linux:
;   makensis -DVERSION=1.2.3 -DPUBLISHER=<name> -DPAYLOAD=<the one-folder application> -DTARGET=<setup.exe> installer.nsi
; which is what installer.py does.
; Silent: setup.exe /S [/D=C:\folder]; uninstall.exe /S. Exit codes: 0 done, 3 the folder is somebody else's,
; 4 the app is running.
; It never removes a folder whole but its own "_internal", and the user's files are in none of its folders.

!ifdef NSIS_WIN32_MAKENSIS
  !define SLASH "\"
!else
  !define SLASH "/"
!endif
Unicode true
!ifndef NSIS_WIN32_MAKENSIS
  Target amd64-unicode
!endif
RequestExecutionLevel user
SetCompressor /SOLID lzma
ManifestDPIAware true

!define NAME "Pipulate Desktop"
!define PROGRAM "pipulate-desktop.exe"
; The same with a console, for commands such as doctor, whose words a program without one cannot print.
!define COMMANDS "pipulate-desktop-cli.exe"
!define MARK "installed by setup.txt"
!define SETTINGS "Software\${NAME}"
!define LISTED "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define WEBVIEW "Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
!define WEBVIEW_PAGE "https://developer.microsoft.com/microsoft-edge/webview2/"

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"

Name "${NAME}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${SETTINGS}" "Folder"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "FileDescription" "${NAME} setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "${PUBLISHER}, MIT licence"

!define MUI_ICON "icon.ico"
!define MUI_UNICON "icon.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE LeaveDirectory
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A program that runs cannot be written.
!macro RefuseIfRunning FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${FILE}" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONEXCLAMATION "${NAME} is running. Quit it, then start this again." /SD IDOK
      SetErrorLevel 4
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

!macro RefuseWhileRunning PREFIX
Function ${PREFIX}RefuseWhileRunning
  !insertmacro RefuseIfRunning "${PROGRAM}"
  !insertmacro RefuseIfRunning "${COMMANDS}"
FunctionEnd
!macroend
!insertmacro RefuseWhileRunning ""
!insertmacro RefuseWhileRunning "un."

; $0 = "yes" if the folder may be used: it is not there, it is empty, or an earlier setup made it.
Function FolderIsOurs
  StrCpy $0 "yes"
  ${If} ${FileExists} "$INSTDIR\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\${MARK}"
    ${DirState} "$INSTDIR" $1
    ${If} $1 == 1
      StrCpy $0 "no"
    ${EndIf}
  ${EndIf}
FunctionEnd

Function LeaveDirectory
  Call FolderIsOurs
  ${If} $0 == "no"
    MessageBox MB_OK|MB_ICONEXCLAMATION "There are other files in $INSTDIR. Choose an empty folder, or a new one."
    Abort
  ${EndIf}
FunctionEnd

Function TellOfWebView
  ReadRegStr $0 HKLM "SOFTWARE\WOW6432Node\${WEBVIEW}" "pv"
  ${If} $0 == ""
    ReadRegStr $0 HKLM "SOFTWARE\${WEBVIEW}" "pv"
  ${EndIf}
  ${If} $0 == ""
    ReadRegStr $0 HKCU "SOFTWARE\${WEBVIEW}" "pv"
  ${EndIf}
  ${If} $0 == ""
  ${OrIf} $0 == "0.0.0.0"
    DetailPrint "Microsoft's WebView2, which draws the window, is missing: ${WEBVIEW_PAGE}"
    MessageBox MB_YESNO|MB_ICONINFORMATION "Microsoft's WebView2, which draws the app's window, is not on this computer. ${NAME} is installed now, and opens its window once WebView2 is there too. Open Microsoft's page for it?" /SD IDNO IDNO later
    ExecShell "open" "${WEBVIEW_PAGE}"
    later:
  ${EndIf}
FunctionEnd

Section "Program"
  Call FolderIsOurs
  ${If} $0 == "no"
    DetailPrint "There are other files in $INSTDIR."
    SetErrorLevel 3
    Quit
  ${EndIf}
  Call RefuseWhileRunning
  SetOutPath "$INSTDIR"
  ; What an older version had and this one has not must not stay beside it.
  RMDir /r "$INSTDIR\_internal"
  File /r "${PAYLOAD}${SLASH}*"
  FileOpen $0 "$INSTDIR\${MARK}" w
  FileWrite $0 "${NAME} ${VERSION}"
  FileClose $0
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}" "" "$INSTDIR\${PROGRAM}" 0 SW_SHOWNORMAL "" "Export big crawls out of Botify"

  WriteRegStr HKCU "${SETTINGS}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${LISTED}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${LISTED}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${LISTED}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${LISTED}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${LISTED}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${LISTED}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${LISTED}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${LISTED}" "NoModify" 1
  WriteRegDWORD HKCU "${LISTED}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${LISTED}" "EstimatedSize" $0
  Call TellOfWebView
SectionEnd

Section "Uninstall"
  Call un.RefuseWhileRunning
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\${COMMANDS}"
  Delete "$INSTDIR\${MARK}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "${LISTED}"
  DeleteRegKey HKCU "${SETTINGS}"
SectionEnd
