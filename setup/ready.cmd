@echo off
rem ready run^|check LIST: shared by switchboard.cmd and check.cmd; sets up what is missing.
setlocal
set "here=%~dp0"
set "venv=%here%..\.venv"

rem Something is set up when .venv holds a copy of the list it was set up from.
if not exist "%venv%\Scripts\python.exe" goto prepare
if exist "%venv%\unfinished" goto prepare
if not exist "%venv%\%~2" goto prepare
if not exist "%venv%\libraries.txt" goto prepare
fc /b "%here%%~2" "%venv%\%~2" >nul 2>nul
if not %errorlevel%==0 goto prepare
fc /b "%here%libraries.txt" "%venv%\libraries.txt" >nul 2>nul
if not %errorlevel%==0 goto prepare
exit /b 0

:prepare
set "python="
if defined SWITCHBOARD_PYTHON set python="%SWITCHBOARD_PYTHON%"
for %%v in (3.13 3.12 3.11 3.14) do call :probe py -%%v
call :probe python
if defined python goto found
echo Switchboard needs Python 3.11 to 3.14, and found none of them. Install one and start again. 1>&2
exit /b 1

:found
%python% "%here%prepare.py" %1
exit /b %errorlevel%

:probe
if defined python exit /b 0
%* -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))" >nul 2>nul
if %errorlevel%==0 set "python=%*"
exit /b 0
